/** What a search has come to. */
export interface JobShopSearchRun {
  readonly makespan: number;
  /** [operations] operations machine by machine, each in its order */
  readonly sequence: Int32Array;
  readonly steps: number;
}
