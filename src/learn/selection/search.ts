import { ForesolveError } from "../../errors.js";
import { randomStream } from "../../math/index.js";
import { invalidOption, requireOption } from "../invalid-option.js";
import { progressClock, type SearchProgress } from "./progress.js";
import { drawSettings, requireSpace, type SearchSpace, type SettingsOf } from "./search-space.js";
import {
  callingThread,
  type Trial,
  type TrialOutcome,
  type TrialRunner,
  type TrialTask,
} from "./trial-runner.js";

/** Options that searches share. */
export interface SearchOptions<Space extends SearchSpace> {
  readonly space: Space;
  /** Number of settings drawn. */
  readonly trials: number;
  /** Judges settings in the calling thread. Either this or `runner`. */
  readonly trial?: Trial<SettingsOf<Space>>;
  /** Judges settings elsewhere, see `TrialRunner`. */
  readonly runner?: TrialRunner;
  readonly seed?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: SearchProgress) => void;
}

/** One evaluation of settings. */
export interface SearchTrial<Settings> extends TrialOutcome {
  /** Number of the settings among those drawn. */
  readonly trial: number;
  readonly settings: Settings;
  readonly resource: number | null;
}

/** What a search finds. */
export interface SearchResult<Settings> {
  readonly best: SearchTrial<Settings> & { readonly loss: number };
  /** All evaluations, in the order they were asked for. Those that failed say why and have no loss. */
  readonly trials: readonly SearchTrial<Settings>[];
}

/**
 * Random search (Bergstra and Bengio, 2012): draws settings, judges each, keeps the best (the first of equals). What is
 * drawn and what seeds trials get depends on the seed only, so that any number of workers finds the same.
 *
 * @throws FS_LEARN_INVALID_OPTION; FS_LEARN_TRIALS_FAILED when no trial has a loss; what the runner throws.
 *
 * @example
 * import { logUniform, randomSearch } from "foresolve/learn";
 *
 * const { best } = await randomSearch({
 *   space: { penalty: logUniform(1e-3, 1e3) },
 *   trials: 60,
 *   trial: ({ penalty }) => Math.log10(penalty) ** 2,
 * });
 * best.loss < 0.1; // => true
 */
export async function randomSearch<const Space extends SearchSpace>(
  options: SearchOptions<Space>,
): Promise<SearchResult<SettingsOf<Space>>> {
  const search = prepared(options);
  const report = progressClock("trials", search.tasks.length, options.onProgress);
  let done = 0;
  const outcomes = await search.runner.run(search.tasks, {
    signal: options.signal,
    onDone: () => report(++done),
  });
  return resultOf(search.tasks.map((task, at) => ({ task, outcome: outcomes[at]! })));
}

/**
 * Successive halving (Jamieson and Talwalkar, 2016): judges all settings with little, keeps the best share, judges
 * these with more, and so on up to the most. The best is the best of the last round.
 *
 * @throws FS_LEARN_INVALID_OPTION; FS_LEARN_TRIALS_FAILED when no trial of a round has a loss; what the runner throws.
 *
 * @example
 * import { integer, successiveHalving } from "foresolve/learn";
 *
 * const { best, trials } = await successiveHalving({
 *   space: { depth: integer(1, 9) },
 *   trials: 9,
 *   resource: { least: 10, most: 90 },
 *   trial: ({ depth }, { resource }) => (depth - 5) ** 2 + 1 / resource!,
 * });
 * best.resource; // => 90
 * trials.map(({ resource }) => resource).join(" "); // => "10 10 10 10 10 10 10 10 10 30 30 30 90"
 */
export async function successiveHalving<const Space extends SearchSpace>(
  options: SearchOptions<Space> & {
    /** What a trial may spend, in the first and in the last round (trees, rows, steps). */
    readonly resource: { readonly least: number; readonly most: number };
    /** Each round keeps one in so many and gives them so many times more. Default 3. */
    readonly factor?: number;
  },
): Promise<SearchResult<SettingsOf<Space>>> {
  const { factor = 3, resource, signal } = options;
  requireOption("factor", factor, { low: 1.1, high: 1000 });
  requireOption("resource.least", resource.least, { low: Number.MIN_VALUE, high: Number.MAX_VALUE });
  requireOption("resource.most", resource.most, { low: resource.least, high: Number.MAX_VALUE });
  const search = prepared(options);
  const rounds = Math.floor(Math.log(resource.most / resource.least) / Math.log(factor) + 1e-9) + 1;
  const sizes = Array.from({ length: rounds }, (_, round) =>
    Math.max(1, Math.floor(search.tasks.length / factor ** round + 1e-9)),
  );
  const report = progressClock(
    "trials",
    sizes.reduce((sum, size) => sum + size, 0),
    options.onProgress,
  );
  const wholeNumbers = Number.isInteger(resource.least) && Number.isInteger(resource.most);
  const all: Evaluated[] = [];
  let left = search.tasks;
  let last: Evaluated[] = [];
  let done = 0;
  for (const [round, size] of sizes.entries()) {
    const share = round === rounds - 1 ? resource.most : resource.least * factor ** round;
    const spent = wholeNumbers ? Math.round(share) : share;
    const tasks = left.slice(0, size).map(({ settings, context }) => ({
      settings,
      context: { ...context, resource: spent },
    }));
    const outcomes = await search.runner.run(tasks, { signal, onDone: () => report(++done) });
    last = tasks.map((task, at) => ({ task, outcome: outcomes[at]! }));
    all.push(...last);
    left = ranked(last).map(({ task }) => task);
    if (left.length === 0) break;
  }
  return { ...resultOf(last), trials: all.map(searchTrial) as SearchTrial<SettingsOf<Space>>[] };
}

interface Evaluated {
  readonly task: TrialTask;
  readonly outcome: TrialOutcome;
}

function prepared<Space extends SearchSpace>(
  options: SearchOptions<Space>,
): { tasks: readonly TrialTask[]; runner: TrialRunner } {
  const { space, trials, trial, runner, seed = 0 } = options;
  requireSpace(space);
  requireOption("trials", trials, { low: 1, high: 1e7, whole: true });
  if ((trial === undefined) === (runner === undefined))
    throw invalidOption(
      "trial",
      trial === undefined ? "absent" : "given beside runner",
      "either trial or runner",
    );
  const stream = randomStream(seed).split("search");
  const tasks = Array.from({ length: trials }, (_, index) => {
    const own = stream.split(index);
    return {
      settings: drawSettings(space, own.split("settings")),
      context: { trial: index, seed: own.split("seed").integer(2 ** 31), resource: null },
    };
  });
  return { tasks, runner: runner ?? callingThread(trial!) };
}

/** Those with a loss, best first; of equals the one drawn first. */
function ranked(evaluated: readonly Evaluated[]): Evaluated[] {
  return evaluated
    .filter(({ outcome }) => outcome.loss !== null)
    .toSorted((a, b) => a.outcome.loss! - b.outcome.loss! || a.task.context.trial - b.task.context.trial);
}

function searchTrial({ task: { settings, context }, outcome }: Evaluated): SearchTrial<unknown> {
  return { trial: context.trial, settings, resource: context.resource, ...outcome };
}

function resultOf<Settings>(evaluated: readonly Evaluated[]): SearchResult<Settings> {
  const [best] = ranked(evaluated);
  if (best === undefined)
    throw new ForesolveError("FS_LEARN_TRIALS_FAILED", {
      message: `none of the ${evaluated.length} trials has a loss; the first: ${evaluated[0]?.outcome.failure}.`,
      fix: "Correct what the trials complain of; a loss is a finite number.",
      data: { trials: evaluated.length, failure: evaluated[0]?.outcome.failure },
    });
  return {
    best: searchTrial(best) as SearchResult<Settings>["best"],
    trials: evaluated.map(searchTrial) as SearchTrial<Settings>[],
  };
}
