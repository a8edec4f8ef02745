import { indexSet } from "../index-set.js";
import { add, asExpression, mul, subtract } from "../arithmetic.js";
import type { Expression } from "../expression.js";
import { expressionBounds, missingBound, type BoundsOptions } from "../expression-bounds.js";
import type { Model } from "../model.js";
import { broadcastTo } from "../reshape.js";
import { select } from "../selection.js";
import { sum } from "../aggregation.js";
import { commonUnit } from "../unit.js";
import { addRows, auxiliary, keepEntries, numbers, requireOperands, requireReady } from "./auxiliary.js";
import type { Derived } from "./auxiliary.js";

/** What {@link extreme} is to build: `sign` is 1 for a maximum, -1 for a minimum. */
interface Extreme extends BoundsOptions {
  readonly sign: 1 | -1;
  readonly exact: boolean;
}

/**
 * The largest (smallest) of several expressions, for `maximum` and `minimum`. With binaries c that pick one operand:
 * y >= x_k and y <= x_k + M_k (1 - c_k), where M_k is the largest lead of another operand over x_k. It is taken from
 * the bounds of the difference, so that variables that both have cancel; operands that never lead get no binary.
 */
export function extreme(
  model: Model,
  name: string,
  given: readonly (Expression | number)[],
  { sign, exact, ...options }: Extreme,
): Derived<string, string> {
  requireOperands(name, given);
  const word = sign === 1 ? "maximum" : "minimum";
  const operands = given.map(asExpression);
  const over = requireReady(model, name, operands);
  let unit: string | undefined;
  for (const operand of operands) unit = commonUnit(`take the ${word} of`, unit, operand.unit);
  // From here on a maximum: what is smallest is what is largest with the sign turned.
  const parts = operands.map((operand) => broadcastTo(mul(sign, operand), over));
  const bounds = parts.map((part) => expressionBounds(part, options));
  const entries = bounds[0].lower.length;
  const least = new Float64Array(entries).fill(-Infinity);
  const most = new Float64Array(entries).fill(-Infinity);
  for (const { lower, upper } of bounds) {
    for (let entry = 0; entry < entries; entry++) {
      least[entry] = Math.max(least[entry], lower[entry]);
      most[entry] = Math.max(most[entry], upper[entry]);
    }
  }
  const race = exact ? leads(parts, entries, name, word, options) : null;
  const result = auxiliary(model, name, over, {
    unit,
    lower: sign === 1 ? least : most.map((value) => -value),
    upper: sign === 1 ? most : least.map((value) => -value),
  });
  const gaps = parts.map((part) => subtract(mul(sign, result), part));
  const bound = sign === 1 ? "at least" : "at most";
  for (const [k, gap] of gaps.entries()) addRows(model, `${name}: ${bound} operand ${k}`, gap, "atLeast");
  if (race === null) return result;

  const operandSet = indexSet(`${name} operand`, operands.length);
  const chosen = auxiliary(model, `${name}: chosen`, [...over, operandSet], {
    domain: "binary",
    upper: Float64Array.from(
      { length: entries * operands.length },
      (_, at) => race.canLead[at % operands.length][Math.floor(at / operands.length)],
    ),
  });
  addRows(model, `${name}: choose one`, subtract(sum(chosen, operandSet), 1), "equal");
  for (const [k, gap] of gaps.entries()) {
    const big = numbers(over, race.lead[k]);
    const choice = select(chosen, operandSet, String(k) as `${number}`);
    const row = subtract(add(gap, mul(big, choice)), big);
    const other = sign === 1 ? "at most" : "at least";
    addRows(model, `${name}: ${other} operand ${k}`, keepEntries(row, race.canLead[k]), "atMost");
  }
  return result;
}

/** Per operand and entry: whether it can be the largest at all, and the largest lead of another one over it. */
function leads(
  parts: readonly Expression[],
  entries: number,
  name: string,
  word: string,
  options: BoundsOptions,
): { readonly canLead: readonly Uint8Array[]; readonly lead: readonly Float64Array[] } {
  const differences = parts.map((part, k) =>
    parts.map((other, j) => (j === k ? null : subtract(other, part))),
  );
  const upper = differences.map((row) =>
    row.map((difference) => (difference === null ? null : expressionBounds(difference, options).upper)),
  );
  const canLead = parts.map(() => new Uint8Array(entries).fill(1));
  for (let k = 0; k < parts.length; k++) {
    for (let j = 0; j < parts.length; j++) {
      // The largest lead of k over j: below zero k never wins, at zero the first of the two will do.
      const best = upper[j][k];
      if (best === null) continue;
      for (let entry = 0; entry < entries; entry++)
        if (best[entry] < 0 || (best[entry] === 0 && j < k)) canLead[k][entry] = 0;
    }
  }
  const lead = parts.map(() => new Float64Array(entries));
  for (let k = 0; k < parts.length; k++) {
    for (let j = 0; j < parts.length; j++) {
      const most = upper[k][j];
      if (most === null) continue;
      for (let entry = 0; entry < entries; entry++) {
        if (canLead[k][entry] === 0 || canLead[j][entry] === 0) continue;
        if (most[entry] === Infinity) {
          const needed = { what: `The ${word} "${name}"`, side: "upper", entry } as const;
          throw missingBound(differences[k][j]!, needed, options);
        }
        lead[k][entry] = Math.max(lead[k][entry], most[entry]);
      }
    }
  }
  return { canLead, lead };
}
