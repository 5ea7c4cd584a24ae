import type { CarrierState } from "@/api/account-types";

/** How the organization's carrier is; null if the hub is too old to say. */
export const carrierOf = (me: { carrier?: CarrierState | null }): CarrierState | null => me.carrier ?? null;
