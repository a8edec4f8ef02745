import { expect, test } from "vitest";
import { fourier } from "./fourier.js";

test("waves have their period and lie on the circle", () => {
  const positions = Float64Array.from({ length: 50 }, (_, row) => row * 0.37);
  const waves = fourier(positions, 3, 7);
  const later = fourier(
    positions.map((position) => position + 7),
    3,
    7,
  );
  expect(waves).toHaveLength(300);
  for (let entry = 0; entry < waves.length; entry++) expect(later[entry]).toBeCloseTo(waves[entry]!, 10);
  for (let entry = 0; entry < waves.length; entry += 2)
    expect(waves[entry]! ** 2 + waves[entry + 1]! ** 2).toBeCloseTo(1, 12);
  expect(waves[4 * 6 + 2]).toBeCloseTo(Math.sin((4 * Math.PI * positions[4]!) / 7), 12);
});

test("missing positions stay missing, arguments are checked", () => {
  expect(fourier(new Float64Array([NaN]), 1)).toEqual(new Float64Array([NaN, NaN]));
  for (const refused of [() => fourier(new Float64Array(1), 0), () => fourier(new Float64Array(1), 1, 0)])
    expect(refused).toThrow(expect.objectContaining({ code: "FS_DATA_INVALID_ARGUMENT" }));
});
