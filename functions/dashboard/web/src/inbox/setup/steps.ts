import type { CarrierState } from "@/api/account-types";
import type { Me } from "@/api/types";
import { carrierOf } from "@/frame/carrier";

export interface Steps {
  carrier: boolean;
  number: boolean;
  team: boolean;
}

/** Which of the first steps are done; null on a hub that does not say how the carrier is. */
export function stepsOf(me: Pick<Me, "numbers" | "team"> & { carrier?: CarrierState | null }): Steps | null {
  const carrier = carrierOf(me);
  if (carrier === null) return null;
  return { carrier: carrier.status === "connected", number: me.numbers.length > 0, team: me.team.length > 1 };
}
