import { ForesolveError } from "../../errors.js";
import type { SlotTerms, StandardForm } from "../../model/index.js";
import type { Stages } from "./recourse.js";

/** A form over several scenarios at once: the first stage is common, the rest is there once per scenario. */
export interface ScenarioForm {
  /** Its slots are those of the single form, scenario after scenario. */
  readonly form: StandardForm;
  /** [scenarios x columns of the single form] which column of the joint form stands for it */
  readonly columnOf: Int32Array;
}

/**
 * The deterministic equivalent of a two-stage problem with equally likely scenarios: the mean of the scenarios' objectives
 * (Birge and Louveaux 2011, section 3.1). What costs the first stage has, uncertain ones too, are averaged.
 *
 * @throws ForesolveError `FS_DECIDE_INVALID_OPTION` when a variable of the first stage has an uncertain bound.
 */
export function scenarioForm(form: StandardForm, { firstStage }: Stages, scenarios: number): ScenarioForm {
  const isFirst = new Uint8Array(form.columns);
  for (const column of firstStage) isFirst[column] = 1;
  const columnOf = new Int32Array(scenarios * form.columns);
  let columns = form.columns;
  for (let scenario = 0; scenario < scenarios; scenario++) {
    for (let column = 0; column < form.columns; column++) {
      const at = scenario * form.columns + column;
      columnOf[at] = scenario === 0 || isFirst[column] === 1 ? column : columns++;
    }
  }
  const { slots, matrix } = form;
  const rows = scenarios * form.rows;
  const length = matrix.values.length;
  const starts = new Int32Array(rows + 1);
  const joint = {
    cost: new Float64Array(columns),
    columnLower: new Float64Array(columns),
    columnUpper: new Float64Array(columns),
    integrality: new Uint8Array(columns),
    rowLower: new Float64Array(rows),
    rowUpper: new Float64Array(rows),
  };
  const newColumns = new Int32Array(scenarios * length);
  const newValues = new Float64Array(scenarios * length);
  for (let scenario = 0; scenario < scenarios; scenario++) {
    for (let column = 0; column < form.columns; column++) {
      const to = columnOf[scenario * form.columns + column];
      joint.cost[to] += form.cost[column] / scenarios;
      joint.columnLower[to] = form.columnLower[column];
      joint.columnUpper[to] = form.columnUpper[column];
      joint.integrality[to] = form.integrality[column];
    }
    joint.rowLower.set(form.rowLower, scenario * form.rows);
    joint.rowUpper.set(form.rowUpper, scenario * form.rows);
    for (let row = 0; row < form.rows; row++)
      starts[scenario * form.rows + row + 1] = scenario * length + matrix.starts[row + 1];
    for (let k = 0; k < length; k++) {
      newColumns[scenario * length + k] = columnOf[scenario * form.columns + matrix.columns[k]];
      newValues[scenario * length + k] = matrix.values[k];
    }
  }
  const repeated = (kind: string, terms: SlotTerms): SlotTerms => {
    const own = terms.slots.length;
    const targets = new Int32Array(scenarios * own);
    const at = new Int32Array(scenarios * own);
    const coefficients = new Float64Array(scenarios * own);
    const share = kind === "cost" || kind === "offset" ? 1 / scenarios : 1;
    for (let scenario = 0; scenario < scenarios; scenario++) {
      for (let k = 0; k < own; k++) {
        const target = terms.targets[k];
        if (kind === "rowBounds") targets[scenario * own + k] = scenario * form.rows + target;
        else if (kind === "matrix") targets[scenario * own + k] = scenario * length + target;
        else if (kind === "offset") targets[scenario * own + k] = target;
        else targets[scenario * own + k] = ofColumn(target, scenario);
        at[scenario * own + k] = scenario * slots.count + terms.slots[k];
        coefficients[scenario * own + k] = share * terms.coefficients[k];
        // A common column cannot have a bound per scenario: it would get the sum of them.
        if (kind.startsWith("column") && isFirst[target] === 1) throw uncertainBound(form, target);
      }
    }
    return { targets, slots: at, coefficients };
  };
  const ofColumn = (column: number, scenario: number): number => columnOf[scenario * form.columns + column];
  const original = (column: number): number => {
    for (let at = 0; at < columnOf.length; at++) if (columnOf[at] === column) return at % form.columns;
    return column;
  };
  const { count: _, ...terms } = slots;
  const jointTerms = Object.entries(terms).map(([kind, own]) => [kind, repeated(kind, own)] as const);
  return {
    columnOf,
    form: {
      ...form,
      ...joint,
      columns,
      rows,
      matrix: { starts, columns: newColumns, values: newValues },
      slots: { count: scenarios * slots.count, ...(Object.fromEntries(jointTerms) as typeof terms) },
      columnName: (column) => form.columnName(original(column)),
      rowName: (row) => `${form.rowName(row % form.rows)} in scenario ${Math.floor(row / form.rows)}`,
    },
  };
}

function uncertainBound(form: StandardForm, column: number): ForesolveError {
  return new ForesolveError("FS_DECIDE_INVALID_OPTION", {
    message: `The bound of ${form.columnName(column)} in model "${form.name}" is uncertain, but it is decided before the truth is known.`,
    fix: "Put the limit into a constraint with a penalty, or leave the variable out of recourse.firstStage.",
    data: { option: "firstStage", column: form.columnName(column) },
  });
}
