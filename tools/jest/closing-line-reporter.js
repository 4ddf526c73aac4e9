import { relative } from "node:path";
import { DefaultReporter } from "@jest/reporters";

/** However busy the machine is: only what is stuck is to fail. No test file takes as long. */
const STUCK_MS = 1_800_000;

/**
 * jest's own reporter, its summary replaced by the failed tests' names and one plain last line. Ends the run when no test
 * file has ended for half an hour: the runner has no time limit.
 */
export default class ClosingLineReporter extends DefaultReporter {
  #running = new Set();
  #watch;

  onTestStart(test) {
    super.onTestStart(test);
    this.#running.add(test.path);
    this.#watch ??= this.#watchForStuck();
  }

  onTestResult(test, result, results) {
    this.#running.delete(test.path);
    this.#watch?.refresh();
    super.onTestResult(test, result, results);
  }

  onRunComplete(contexts, results) {
    clearTimeout(this.#watch);
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

  #watchForStuck() {
    return setTimeout(() => {
      console.log("No test file has ended for half an hour. Still running:");
      for (const path of this.#running) console.log(`  ${relative(process.cwd(), path)}`);
      process.exit(1);
    }, STUCK_MS);
  }
}
