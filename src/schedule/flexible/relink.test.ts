import fc from "fast-check";
import { expect, test } from "vitest";
import { FastRandom } from "../job-shop/fast-random.js";
import { firstSchedule, type ModesAndOrder } from "./first-schedule.js";
import type { FlexibleJobShop } from "./flexible-job-shop.js";
import { shops } from "./flexible-shops.test-support.js";
import { distance, relink } from "./relink.js";

const someShops = shops({ jobs: 5, machines: 4, length: 4 });
const drawn = (shop: FlexibleJobShop, seed: number): ModesAndOrder =>
  firstSchedule(shop, new FastRandom(seed, "relink"), 1);

test("what lies between two schedules respects the jobs and keeps what the two agree on", () => {
  fc.assert(
    fc.property(someShops, fc.nat(), fc.nat(), fc.nat(100), (shop, one, other, percent) => {
      const first = drawn(shop, one);
      const second = drawn(shop, other);
      const { modes, order } = relink(first, second, percent / 100, new FastRandom(one, "share"));
      expect(order.toSorted()).toEqual(Int32Array.from(order, (_, operation) => operation));
      const places = placesOf(order);
      const [places1, places2] = [placesOf(first.order), placesOf(second.order)];
      let keepsAgreement = true;
      for (let a = 0; a < shop.operations; a++) {
        expect([first.modes[a], second.modes[a]]).toContain(modes[a]);
        for (let b = 0; b < shop.operations; b++)
          if (places1[a] < places1[b] && places2[a] < places2[b]) keepsAgreement &&= places[a] < places[b];
      }
      expect(keepsAgreement).toBe(true);
    }),
  );
});

function placesOf(order: Int32Array): Int32Array {
  const places = new Int32Array(order.length);
  order.forEach((operation, at) => (places[operation] = at));
  return places;
}

test("the ends of the way are the two schedules, and distance is 0 for the same machines and sequences", () => {
  fc.assert(
    fc.property(someShops, fc.nat(), fc.nat(), (shop, one, other) => {
      const [first, second] = [drawn(shop, one), drawn(shop, other)];
      const random = new FastRandom(one, "share");
      expect(distance(shop, first, relink(first, second, 0, random))).toBe(0);
      expect(distance(shop, second, relink(first, second, 1, random))).toBe(0);
      expect(distance(shop, first, second)).toBe(distance(shop, second, first));
    }),
  );
});
