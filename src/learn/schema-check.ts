import { ForesolveError } from "../errors.js";
import type { SchemaIssue, StandardSchema } from "./standard-schema.js";

/**
 * Passes rows through a schema, or through unchanged without one.
 *
 * @throws FS_LEARN_SCHEMA_REFUSED, FS_LEARN_ASYNC_SCHEMA
 */
export function checkRows<Row>(
  schema: StandardSchema<Row> | undefined,
  rows: readonly unknown[],
): readonly Row[] {
  if (schema === undefined) return rows as readonly Row[];
  return rows.map((row, index) => {
    const result = schema["~standard"].validate(row);
    if ("then" in result) {
      // Nobody waits for it any more: a rejection must not end the process.
      result.then(undefined, () => undefined);
      throw new ForesolveError("FS_LEARN_ASYNC_SCHEMA", {
        message: `the ${schema["~standard"].vendor} schema of the features validates asynchronously.`,
        fix: "Remove asynchronous refinements: predictions are made synchronously.",
      });
    }
    if (result.issues === undefined) return result.value;
    const issue = result.issues[0];
    throw new ForesolveError("FS_LEARN_SCHEMA_REFUSED", {
      message: `the schema refused row ${index}: ${describe(issue)}`,
      fix: "Correct the row, or the schema of the features.",
      data: { row: index, issues: result.issues.map(describe) },
    });
  });
}

function describe(issue: SchemaIssue | undefined): string {
  if (issue === undefined) return "no reason given.";
  const path = (issue.path ?? []).map((part) => String(typeof part === "object" ? part.key : part)).join(".");
  return path === "" ? issue.message : `${path}: ${issue.message}`;
}
