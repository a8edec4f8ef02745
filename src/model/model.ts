import { ForesolveError } from "../errors.js";
import { describeSets, entryCount } from "./axes.js";
import type { ConeRelation, Constraint, Relation } from "./constraint.js";
import type { Expression } from "./expression.js";
import type { IndexSets } from "./index-set.js";
import { makeVariable, type Variable, type VariableOptions } from "./variable.js";

/** What is to be made small or large. */
export interface Objective {
  readonly sense: "minimize" | "maximize";
  readonly expression: Expression<never>;
}

/**
 * Variables over index sets, constraints and an objective: plain data, no solver in it. Build it with ordinary loops
 * and helper functions; nothing about it is in its type.
 *
 * @example
 * import { atMost, equal, indexSet, model, mul, parameter, sum, total } from "foresolve/model";
 *
 * const unit = indexSet("unit", ["coal", "gas"]);
 * const hour = indexSet("hour", 2);
 * const cost = parameter({ over: [unit], unit: "EUR/MWh", data: [20, 35] });
 * const demand = parameter({ over: [hour], unit: "MWh", data: [60, 90] });
 *
 * const m = model("dispatch");
 * const output = m.variable("output", { over: [unit, hour], unit: "MWh", lower: 0, upper: 50 });
 * m.require("meet demand", equal(sum(output, unit), demand));
 * m.minimize(total(mul(cost, output)));
 * m.columns; // => 4
 */
export interface Model {
  readonly name: string;
  readonly variables: readonly Variable[];
  readonly constraints: readonly Constraint[];
  readonly objective: Objective | null;
  /** Number of columns: the entries of all variables. */
  readonly columns: number;
  /** Number of rows: the entries of all constraints. */
  readonly rows: number;
  /** Adds a variable. Throws `FS_MODEL_DUPLICATE_NAME`, `FS_MODEL_INVALID_BOUNDS`, `FS_MODEL_NOT_FINITE`. */
  variable<const S extends IndexSets, const U extends string = string>(
    name: string,
    options: VariableOptions<S, U>,
  ): Variable<S, U>;
  /** Adds a constraint. Throws `FS_MODEL_DUPLICATE_NAME`, `FS_MODEL_FOREIGN_VARIABLE`, `FS_MODEL_LABEL_MISMATCH`. */
  require(name: string, relation: Relation | ConeRelation): Constraint;
  /** Sets the objective. Throws `FS_MODEL_SECOND_OBJECTIVE`, `FS_MODEL_NOT_SCALAR`. */
  minimize(objective: Expression<never>): void;
  /** Sets the objective. Throws `FS_MODEL_SECOND_OBJECTIVE`, `FS_MODEL_NOT_SCALAR`. */
  maximize(objective: Expression<never>): void;
}

/** Starts an empty model. */
export function model(name: string): Model {
  return new ModelOfVariables(name);
}

class ModelOfVariables implements Model {
  readonly name: string;
  readonly variables: Variable[] = [];
  readonly constraints: Constraint[] = [];
  objective: Objective | null = null;
  columns = 0;
  rows = 0;

  constructor(name: string) {
    this.name = name;
  }

  variable<const S extends IndexSets, const U extends string = string>(
    name: string,
    options: VariableOptions<S, U>,
  ): Variable<S, U> {
    this.#requireNewName("variable", name, this.variables);
    const variable = makeVariable(this, name, this.columns, options);
    this.variables.push(variable as unknown as Variable);
    this.columns += variable.lower.length;
    return variable;
  }

  require(name: string, relation: Relation | ConeRelation): Constraint {
    this.#requireNewName("constraint", name, this.constraints);
    this.#requireOwn(`constraint "${name}"`, relation.difference);
    const { difference, sense } = relation;
    const constraint: Constraint = { name, over: difference.over, sense, difference, firstRow: this.rows };
    this.constraints.push(constraint);
    this.rows += entryCount(difference.over);
    return constraint;
  }

  minimize(objective: Expression<never>): void {
    this.#setObjective("minimize", objective);
  }

  maximize(objective: Expression<never>): void {
    this.#setObjective("maximize", objective);
  }

  #setObjective(sense: Objective["sense"], objective: Expression<never>): void {
    if (this.objective !== null) {
      throw new ForesolveError("FS_MODEL_SECOND_OBJECTIVE", {
        message: `Model "${this.name}" already has an objective (${this.objective.sense}).`,
        fix: "Add the two objectives with weights, and set the sum once.",
        data: { model: this.name },
      });
    }
    if (objective.over.length > 0) {
      throw new ForesolveError("FS_MODEL_NOT_SCALAR", {
        message: `The objective of model "${this.name}" is indexed over ${describeSets(objective.over)}.`,
        fix: "Sum it up with total(...).",
        data: { model: this.name, over: objective.over.map((set) => set.name) },
      });
    }
    this.#requireOwn("the objective", objective);
    this.objective = { sense, expression: objective };
  }

  #requireNewName(kind: string, name: string, existing: readonly { readonly name: string }[]): void {
    if (!existing.some((known) => known.name === name)) return;
    throw new ForesolveError("FS_MODEL_DUPLICATE_NAME", {
      message: `Model "${this.name}" already has a ${kind} "${name}".`,
      fix: "Give it another name; names are how solutions and explanations refer to it.",
      data: { model: this.name, kind, name },
    });
  }

  #requireOwn(what: string, expression: Expression): void {
    if (expression.model === null || expression.model === this) return;
    throw new ForesolveError("FS_MODEL_FOREIGN_VARIABLE", {
      message: `In model "${this.name}", ${what} uses variables of model "${expression.model.name}".`,
      fix: "Use only variables that were made with this model's variable(...).",
      data: { model: this.name, foreign: expression.model.name },
    });
  }
}
