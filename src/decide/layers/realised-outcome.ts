import type { StandardForm } from "../../model/index.js";
import { verifier, type SolverSession, type OpenClarabel } from "../../solve/index.js";
import { grownForm } from "../problem/grown-form.js";
import { infeasibleTruth, slackened } from "../problem/judge.js";
import { allColumns, type Stages } from "../problem/recourse.js";
import { relaxation } from "./relaxation.js";

/**
 * What a first stage x turns out to be worth once the truth is known, and how that changes with x. The second stage is a convex
 * program in which rows pin the first; its value is convex in x (to minimise), and the prices of the pins are a subgradient
 * (envelope theorem; Birge and Louveaux, "Introduction to Stochastic Programming", 2011, section 5.1). What has first-stage columns
 * only is checked, not priced. All columns are continuous.
 */
export class RealisedOutcome {
  /** The realised objective, in the problem's sense. */
  objective = 0;
  /** [columns] its slope by the first stage, in the problem's sense; 0 for all other columns */
  readonly slope: Float64Array;
  readonly #form: StandardForm;
  readonly #stages: Stages;
  readonly #second: SolverSession;
  readonly #check: ReturnType<typeof verifier>;

  constructor(form: StandardForm, stages: Stages | null, open: OpenClarabel) {
    this.#form = relaxation(form);
    this.#stages = stages ?? allColumns(form);
    this.slope = new Float64Array(form.columns);
    const pinned = this.#stages.firstStage;
    this.#second = open(grownForm(withoutLimitsOf(this.#form, pinned), { pinned }));
    this.#check = verifier(this.#form);
  }

  /**
   * Judges a plan [columns] under the truth, the values of all slots.
   *
   * @throws ForesolveError `FS_DECIDE_INFEASIBLE_TRUTH` when the truth breaks it and there is no recourse for that.
   */
  judge(plan: Float64Array, truth: Float64Array): void {
    const { firstStage } = this.#stages;
    const values = new Float64Array(truth.length + firstStage.length);
    values.set(truth);
    for (const [k, column] of firstStage.entries()) values[truth.length + k] = plan[column];
    this.#second.setParameters(values);
    const isSolved = this.#second.run().status === "optimal";
    const subject = { form: this.#form, stages: this.#stages };
    const adapted = isSolved ? this.#second.columnValues : slackened(subject, plan, truth);
    const { ok, objective, worst } = this.#check(truth, adapted);
    if (!ok || !isSolved)
      throw infeasibleTruth(
        this.#form.name,
        `A plan of model "${this.#form.name}" breaks ${worst?.name ?? "its second stage"} when the truth is known`,
        worst?.name ?? null,
      );
    this.objective = objective;
    const { rows } = this.#form;
    for (const [k, column] of firstStage.entries()) this.slope[column] = this.#second.rowDuals[rows + k];
  }
}

/** The form without the bounds of columns, and without the rows and cones that have no other columns. */
function withoutLimitsOf(form: StandardForm, columns: Int32Array): StandardForm {
  const isOwn = new Uint8Array(form.columns);
  for (const column of columns) isOwn[column] = 1;
  const { matrix, quadratic } = form;
  const isFree = new Uint8Array(form.rows).fill(1);
  for (let row = 0; row < form.rows; row++)
    for (let k = matrix.starts[row]; k < matrix.starts[row + 1]; k++)
      if (isOwn[matrix.columns[k]] === 0) isFree[row] = 0;
  const { rows: squareRows, first, second } = quadratic.rows;
  for (let k = 0; k < squareRows.length; k++)
    if (isOwn[first[k]] === 0 || isOwn[second[k]] === 0) isFree[squareRows[k]] = 0;
  // A cone goes or stays as a whole.
  for (const { firstRow, size } of form.cones)
    if (isFree.subarray(firstRow, firstRow + size).includes(0)) isFree.fill(0, firstRow, firstRow + size);
  const freed = (limits: Float64Array, is: Uint8Array, to: number): Float64Array =>
    limits.map((limit, k) => (is[k] === 1 ? to : limit));
  const kept = squareRows.map((row) => 1 - isFree[row]);
  const ofKept = <T extends Int32Array | Float64Array>(values: T): T =>
    values.filter((_, k) => kept[k] === 1) as T;
  return {
    ...form,
    columnLower: freed(form.columnLower, isOwn, -Infinity),
    columnUpper: freed(form.columnUpper, isOwn, Infinity),
    rowLower: freed(form.rowLower, isFree, -Infinity),
    rowUpper: freed(form.rowUpper, isFree, Infinity),
    cones: form.cones.filter(({ firstRow }) => isFree[firstRow] === 0),
    quadratic: {
      ...quadratic,
      rows: {
        rows: ofKept(squareRows),
        first: ofKept(first),
        second: ofKept(second),
        values: ofKept(quadratic.rows.values),
      },
    },
    columnName: (column) => form.columnName(column),
    rowName: (row) => form.rowName(row),
  };
}
