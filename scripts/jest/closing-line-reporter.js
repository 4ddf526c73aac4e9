import { DefaultReporter } from "@jest/reporters";

/** jest's own reporter, its summary replaced by one plain last line: how many passed, failed and were skipped. */
export default class ClosingLineReporter extends DefaultReporter {
  onRunComplete(contexts, results) {
    super.onRunComplete(contexts, results);
    const seconds = Math.round((Date.now() - results.startTime) / 1000);
    console.log(`\n${results.numTotalTestSuites} files in ${seconds} s`);
    const skipped = results.numPendingTests + results.numTodoTests;
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    console.log(
      `Tests: ${results.numPassedTests} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`,
    );
  }
}
