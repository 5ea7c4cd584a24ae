import { expect, test } from "vitest";
import type { Me } from "@/api/types";
import { stepsOf } from "@/inbox/setup/steps";

const olivia = { id: "usr_1", name: "Olivia", role: "owner" } as const;
const number = { number: "+12015550123", label: "Front desk", channel: "sms" } as Me["numbers"][number];

test("a new organization has every step before it", () => {
  expect(stepsOf({ numbers: [], team: [olivia], carrier: { status: "none" } })).toEqual({ carrier: false, number: false, team: false });
});

test("a carrier that stopped is not connected", () => {
  const me = { numbers: [number], team: [olivia, { id: "usr_2", name: "Andy", role: "agent" as const }], carrier: { status: "stopped" as const } };
  expect(stepsOf(me)).toEqual({ carrier: false, number: true, team: true });
});

test("a hub that does not say how the carrier is has no steps to show", () => {
  expect(stepsOf({ numbers: [], team: [olivia] })).toBeNull();
});
