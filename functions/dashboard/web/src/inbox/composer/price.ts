import { useQuery } from "@tanstack/react-query";
import { hub } from "@/api/hub";
import type { Pair } from "@/inbox/composer/message-field";
import { inMoney } from "@/format/money";

/** What so many segments cost, such as `$0.0166`; null where the hub knows no price. */
export function usePrice(pair: Pair | undefined, segments: number): string | null {
  const { data } = useQuery({
    queryKey: ["price", pair?.from, pair?.to],
    queryFn: async ({ signal }) => (pair ? ((await hub.preflight(pair.to, pair.from, "", signal)).price ?? null) : null),
    enabled: pair !== undefined,
    // A price is a nicety: where it is not to be had, nothing is shown.
    retry: false,
    staleTime: Infinity,
  });
  return data ? inMoney(data.currency, Number(data.perSegment) * segments) : null;
}
