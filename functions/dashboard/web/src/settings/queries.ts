import { useQuery, useQueryClient, type QueryKey } from "@tanstack/react-query";
import { account } from "@/api/account";
import type { Settings, TwilioState } from "@/api/account-types";
import { accountKeys } from "@/live/account-events";
import { keys } from "@/live/cache";

/** What the settings read. Events of the hub make each old; nothing here asks on a timer. */

export const useSettings = () =>
  useQuery({ queryKey: accountKeys.settings, queryFn: ({ signal }) => account.settings(signal) });

export const usePeople = () =>
  useQuery({ queryKey: accountKeys.people, queryFn: ({ signal }) => account.people(signal) });

/** No event tells that a waiting token was promoted, so this is asked for again whenever someone comes to look, from Twilio's console too. */
export const useIntegrations = () =>
  useQuery({
    queryKey: accountKeys.integrations,
    queryFn: ({ signal }) => account.integrations(signal),
    staleTime: 0,
    refetchOnWindowFocus: true,
  });

export const useNumbers = () =>
  useQuery({ queryKey: accountKeys.numbers, queryFn: ({ signal }) => account.numbers(signal) });

/** Asks the carrier about every number, so only when someone looks, and not twice in half a minute. */
export const useHealth = (isWanted: boolean) =>
  useQuery({ queryKey: accountKeys.health, queryFn: ({ signal }) => account.health(signal), enabled: isWanted, staleTime: 30_000 });

/** Asks again for what an own change has made old. The hub's event would do the same, a little later. */
export function useRefresh(): (...stale: QueryKey[]) => Promise<void> {
  const client = useQueryClient();
  return async (...stale) => {
    await Promise.all(stale.map((queryKey) => client.invalidateQueries({ queryKey })));
  };
}

export function useKeepSettings(): (settings: Settings) => void {
  const client = useQueryClient();
  return (settings) => {
    client.setQueryData<Settings>(accountKeys.settings, settings);
    void client.invalidateQueries({ queryKey: keys.me });
  };
}

export function useKeepTwilio(): (twilio: TwilioState) => void {
  const client = useQueryClient();
  return (twilio) => {
    client.setQueryData(accountKeys.integrations, { twilio });
    for (const queryKey of [keys.me, accountKeys.importable, accountKeys.health, accountKeys.available]) {
      void client.invalidateQueries({ queryKey });
    }
  };
}
