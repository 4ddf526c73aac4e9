import { DefaultReporter } from "@jest/reporters";

/** jest's own reporter, its summary replaced by the failed tests' names and one plain last line. */
export default class ClosingLineReporter extends DefaultReporter {
  onRunComplete(contexts, results) {
    super.onRunComplete(contexts, results);
    for (const { testResults } of results.testResults) {
      for (const { status, fullName } of testResults)
        if (status === "failed") console.log(`Failed: ${fullName}`);
    }
    const seconds = Math.round((Date.now() - results.startTime) / 1000);
    console.log(`\n${results.numTotalTestSuites} files in ${seconds} s`);
    const skipped = results.numPendingTests + results.numTodoTests;
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    console.log(
      `Tests: ${results.numPassedTests} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`,
    );
  }
}
