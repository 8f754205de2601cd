import { expect, test } from "vitest";
import { Late } from "../../../src/page/shared/late.ts";
import { FakeClock } from "../../runtime/fake-clock.ts";

/** Something that fails `times` before it is loaded. */
function failing(times: number) {
  const clock = new FakeClock();
  const asked: number[] = [];
  const awake = new Set<() => void>();
  const late = new Late(
    async (failures) => {
      asked.push(failures);
      if (failures < times) throw new TypeError("Failed to fetch");
      return "there";
    },
    {
      clock,
      wakeUps: (wake) => {
        const online = (): void => wake("online");
        awake.add(online);
        return () => awake.delete(online);
      },
    },
  );
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  return { late, clock, asked, awake, settled };
}

test("what is begun twice is loaded once, and its readers are told", async () => {
  const { late, asked, settled } = failing(0);
  const told: (string | null)[] = [];
  late.subscribe(() => told.push(late.getSnapshot().loaded));
  expect(late.getSnapshot()).toEqual({ loaded: null, failed: false });
  late.begin();
  late.begin();
  await settled();
  expect(asked).toEqual([0]);
  expect(told).toEqual(["there"]);
});

test("what cannot be loaded is asked for again, at longer and longer intervals", async () => {
  const { late, clock, asked, settled } = failing(3);
  late.begin();
  const waits: number[] = [];
  for (let tries = 0; tries < 3; tries += 1) {
    await settled();
    const [wait = 0] = clock.waiting();
    waits.push(wait);
    await clock.sleep(wait);
  }
  await settled();
  expect(asked).toEqual([0, 1, 2, 3]);
  expect(waits[0]).toBeLessThan(waits[1] ?? 0);
  expect(waits[1]).toBeLessThan(waits[2] ?? 0);
  expect(late.getSnapshot()).toEqual({ loaded: "there", failed: false });
});

test("it is asked for at once when the network comes back, and nothing is left to wait for", async () => {
  const { late, clock, asked, awake, settled } = failing(1);
  late.begin();
  await settled();
  for (const wake of awake) wake();
  await settled();
  expect(asked).toEqual([0, 1]);
  expect(late.getSnapshot()).toEqual({ loaded: "there", failed: false });
  expect(clock.waiting()).toEqual([]);
  expect(awake.size).toBe(0);
});

test("a failure is told, and who asks for it then need not wait", async () => {
  const { late, clock, asked, awake, settled } = failing(1);
  late.begin();
  await settled();
  expect(late.getSnapshot()).toEqual({ loaded: null, failed: true });
  late.begin();
  late.begin();
  await settled();
  expect(asked).toEqual([0, 1]);
  expect(late.getSnapshot()).toEqual({ loaded: "there", failed: false });
  expect(clock.waiting()).toEqual([]);
  expect(awake.size).toBe(0);
});
