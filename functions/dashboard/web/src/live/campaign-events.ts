import type { QueryKey } from "@tanstack/react-query";
import type { Event } from "@/api/types";

/** Every list, figure and recipient of campaigns. */
export const CAMPAIGNS = ["campaigns"] as const;
export const TEMPLATES = ["templates"] as const;

/** Figures follow a text within moments, and many texts change at once. */
const SETTLES_MS = 1200;

const isOfCampaign = (event: Event): boolean =>
  (event.type === "new_message" || event.type === "message_status_updated") && !!event.data.message.campaign;

/** Asks again for campaigns once after a run of their texts' events. */
export function followCampaigns(invalidate: (queryKey: QueryKey) => void): (events: readonly Event[]) => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return (events) => {
    if (timer !== undefined || !events.some(isOfCampaign)) return;
    timer = setTimeout(() => {
      timer = undefined;
      invalidate(CAMPAIGNS);
    }, SETTLES_MS);
  };
}
