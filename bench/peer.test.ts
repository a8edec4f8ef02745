import { expect, test } from "vitest";
import { runPeer } from "./peer.js";

test("a peer that is not installed is a note, never a number", () => {
  const notes: string[] = [];
  const note = (text: string): void => void notes.push(text);
  const instances = { costs: [[1]], repetitions: 1 };
  expect(runPeer("knapsack_milp.py", instances, note, "/no/such/python3")).toBeNull();
  expect(runPeer("no_such_peer.py", instances, note)).toBeNull();
  expect(notes).toEqual([
    "knapsack_milp.py: python3 is not installed",
    "no_such_peer.py: the scripts of the peers are part of a checkout only",
  ]);
});
