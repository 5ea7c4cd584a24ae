import type { CarrierState } from "@/api/account-types";
import type { Me } from "@/api/types";

/** How the organization's carrier is; null if the hub is too old to say. */
export const carrierOf = (me: Me & { carrier?: CarrierState | null }): CarrierState | null => me.carrier ?? null;
