import { expect, test } from "vitest";
import { readJobShop } from "./read-job-shop.js";

const FT06 = `# Fisher and Thompson 1963
6 6
 2 1  0 3  1 6  3 7  5 3  4 6
 1 8  2 5  4 10  5 10  0 10  3 4

 2 5  3 4  5 8  0 9  1 1  4 7
 1 5  0 5  2 5  3 3  4 8  5 9
 2 9  1 3  4 5  5 4  0 3  3 1
 1 3  3 3  5 9  0 10  4 4  2 1
`;

test("reads the standard format, with comments, blank lines and other line ends", () => {
  const instance = readJobShop(FT06, { name: "ft06" });
  expect([instance.name, instance.jobs, instance.machines, instance.operations]).toEqual(["ft06", 6, 6, 36]);
  expect([...instance.machineOf.subarray(6, 12)]).toEqual([1, 2, 4, 5, 0, 3]);
  expect([...instance.durations.subarray(30)]).toEqual([3, 3, 9, 10, 4, 1]);
  expect([...instance.jobStarts]).toEqual([0, 6, 12, 18, 24, 30, 36]);
  expect([...instance.machineStarts]).toEqual([0, 6, 12, 18, 24, 30, 36]);
  expect(readJobShop(FT06.replaceAll("\n", "\r\n"), { name: "ft06" })).toEqual(instance);
});

test("takes jobs that visit some machines only, or one of them twice", () => {
  const { jobStarts, machineStarts } = readJobShop("2 2\n0 1 1 1 0 1\n1 5\n");
  expect([[...jobStarts], [...machineStarts]]).toEqual([
    [0, 3, 4],
    [0, 2, 4],
  ]);
});

test.each([
  ["", 1, "nothing"],
  ["2\n", 1, "numbers 2"],
  ["0 3\n", 1, "from 1"],
  ["1 1\n0 x\n", 2, '"x"'],
  ["1 1\n0 -4\n", 2, '"-4"'],
  ["1 1\n0 1.5\n", 2, '"1.5"'],
  ["1 1\n\n# note\n0 1 0\n", 4, "3 numbers"],
  ["1 2\n2 1\n", 2, "machine 2"],
  ["2 1\n0 1\n", 2, "1 lines"],
  ["1 1\n0 1\n0 1\n", 3, "2 lines"],
])("names the line of %j", (text, line, part) => {
  expect(() => readJobShop(text)).toThrow(
    expect.objectContaining({ code: "FS_SCHEDULE_FILE_MALFORMED", data: { line } }),
  );
  expect(() => readJobShop(text)).toThrow(`Line ${line} `);
  let said = "";
  try {
    readJobShop(text);
  } catch (error) {
    said = `${String(error)} ${(error as { fix: string }).fix}`;
  }
  expect(said).toContain(part);
});
