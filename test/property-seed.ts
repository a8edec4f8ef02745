import { configureGlobal } from "fast-check";

/**
 * Property tests draw the same cases in every run, so that a failure is a failure of the change at hand. To look
 * further, run them with another seed: FORESOLVE_TEST_SEED=1 npx vitest run.
 */
configureGlobal({ seed: Number(process.env["FORESOLVE_TEST_SEED"] ?? 20_261_122) });
