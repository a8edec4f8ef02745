import { expect, test } from "vitest";
import { readFlexibleJobShop } from "./read-flexible-job-shop.js";

const SMALL = `# two jobs
2 3 1.7
 2  2 1 5 3 4   1 2 7

 1  3 3 1 1 2 2 3
`;

test("reads the standard format, machines from 1, with or without the mean number of machines", () => {
  const shop = readFlexibleJobShop(SMALL);
  expect([shop.jobs, shop.machines, shop.operations]).toEqual([2, 3, 3]);
  expect([...shop.jobStarts]).toEqual([0, 2, 3]);
  expect([...shop.modeStarts]).toEqual([0, 2, 3, 6]);
  expect([...shop.modeMachine]).toEqual([0, 2, 1, 2, 0, 1]);
  expect([...shop.modeDuration]).toEqual([5, 4, 7, 1, 2, 3]);
  for (const same of ["2 3", "2 3 2", "2\t3 .7 "])
    expect(readFlexibleJobShop(SMALL.replace("2 3 1.7", same))).toEqual(shop);
  expect(readFlexibleJobShop(SMALL.replaceAll("\n", "\r\n"))).toEqual(shop);
});

test.each([
  ["", 1, "nothing"],
  ["2\n", 1, "numbers 2"],
  ["0 3\n", 1, "from 1"],
  ["1 1 1 1\n1 1 1 1\n", 1, "1, 1, 1, 1"],
  ["1 1 x\n1 1 1 1\n", 1, '"x"'],
  ["1 1\n1 1 1 2.5\n", 2, '"2.5"'],
  ["1 1\n\n# note\n2 1 1 4\n", 4, "number of machines of operation 2"],
  ["1 1\n1 1 1\n", 2, "a duration of operation 1"],
  ["1 1\n1 0\n", 2, "no machine"],
  ["1 2\n1 1 3 4\n", 2, "machine 3"],
  ["1 2\n1 1 0 4\n", 2, "machine 0"],
  ["1 2\n1 2 2 4 2 5\n", 2, "machine 2 twice"],
  ["1 1\n1 1 1 4 9\n", 2, "1 numbers follow"],
  ["2 1\n1 1 1 4\n", 2, "1 lines"],
  ["1 1\n1 1 1 4\n1 1 1 4\n", 3, "2 lines"],
])("names the line of %j", (text, line, part) => {
  let thrown: unknown;
  try {
    readFlexibleJobShop(text);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toMatchObject({ code: "FS_SCHEDULE_FILE_MALFORMED", data: { line } });
  const { message, fix } = thrown as { message: string; fix: string };
  expect(message).toContain(`Line ${line} `);
  expect(`${message} ${fix}`).toContain(part);
});
