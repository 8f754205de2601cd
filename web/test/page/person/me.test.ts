import { expect, test } from "vitest";
import { decodeMe, LOCAL } from "../../../src/page/person/me.ts";
import { DecodeError } from "../../../src/protocol/index.ts";

test("a person, and the one person of a server without accounts, are read", () => {
  const ann = { account: { id: "a1", name: "Ann" }, role: "admin", mode: "accounts" };
  expect(decodeMe({ ...ann, more: 1 })).toEqual(ann);
  expect(decodeMe({ ...ann, shares: true }).shares).toBe(true);
  expect(decodeMe({ ...ann, shares: false }).shares).toBeUndefined();
  expect(decodeMe({ ...ann, temporary: false }).lasting).toBe(true);
  expect(decodeMe({ ...ann, first: true })).toEqual({ ...ann, first: true });
  expect(decodeMe({ account: null, role: "admin", mode: "local" })).toEqual(LOCAL);
  const behind = decodeMe({ ...ann, mode: "proxy", logout_url: "/out" });
  expect(behind).toEqual({ ...ann, mode: "proxy", logoutUrl: "/out" });
});

test("a role that is not known may do nothing that is an admin's, whoever has told it", () => {
  const told = { account: { id: "a1", name: "Ann" }, role: "root", mode: "other" };
  expect(decodeMe(told)).toMatchObject({ role: "user", mode: "embedded" });
});

test("what is no such reply is refused", () => {
  for (const wrong of [null, [], { account: {} }, { account: { id: 1, name: "Ann" } }])
    expect(() => decodeMe(wrong)).toThrow(DecodeError);
});
