import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { plainForm } from "../../test/random-forms.js";
import { readModelFile, writeModelFile } from "./file-access.js";
import { readLp } from "./index.js";

const form = readLp("max\n profit: 3 x + 2 y + 1\nst\n oven: x + y <= 4\nend");
let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "foresolve-model-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

test.each(["plan.mps", "plan.lp", "plan.mps.gz", "plan.LP.GZ"])(
  "%s is written whole and read back",
  async (name) => {
    const path = join(folder, name);
    await writeModelFile(path, form);
    await writeModelFile(path, form);
    expect(plainForm(await readModelFile(path))).toEqual(plainForm(form));
    expect(readdirSync(folder).filter((file) => file.startsWith(name))).toEqual([name]);
  },
);

test("options reach the writer, and .gz files are gzip", async () => {
  const path = join(folder, "fixed.mps.gz");
  await writeModelFile(path, form, { format: "fixed" });
  expect(gunzipSync(readFileSync(path)).toString()).toContain('*@ column C0000001 "x"');
  expect((await readModelFile(path, { format: "fixed" })).columnName(0)).toBe("x");
});

test.each([
  ["plan.txt", "FS_MODEL_FILE_UNSUPPORTED"],
  ["missing.mps", "FS_MODEL_FILE_ACCESS"],
  ["damaged.lp.gz", "FS_MODEL_FILE_ACCESS"],
  ["malformed.lp.gz", "FS_MODEL_FILE_MALFORMED"],
])("%s is refused", async (name, code) => {
  writeFileSync(join(folder, "damaged.lp.gz"), gzipSync("min\n x\nend").subarray(0, 20));
  writeFileSync(join(folder, "malformed.lp.gz"), gzipSync("min\n x\n"));
  await expect(readModelFile(join(folder, name))).rejects.toMatchObject({ code });
});

test("a file that cannot be written leaves nothing behind", async () => {
  const path = join(folder, "nowhere", "plan.mps");
  await expect(writeModelFile(path, form)).rejects.toMatchObject({ code: "FS_MODEL_FILE_ACCESS" });
  expect(existsSync(join(folder, "nowhere"))).toBe(false);
  await expect(writeModelFile(join(folder, "plan"), form)).rejects.toMatchObject({
    code: "FS_MODEL_FILE_UNSUPPORTED",
  });
});
