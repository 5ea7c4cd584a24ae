import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { account } from "@/api/account";
import type { Health } from "@/api/account-types";
import { ApiProblem } from "@/api/problem";
import { formatPhone } from "@/format/phone";
import { accountKeys } from "@/live/account-events";
import { keys } from "@/live/cache";
import { numberSentence } from "@/settings/numbers/sentences";
import { useRefresh } from "@/settings/queries";
import { notify } from "@/ui/notify";

/** Sets a number up again as it must be, or ends what was left unfinished. */
export function useRepair({ id, number }: { id: string; number: string }): { isRepairing: boolean; repair: () => Promise<void> } {
  const client = useQueryClient();
  const refresh = useRefresh();
  const [isRepairing, setRepairing] = useState(false);

  const repair = async () => {
    setRepairing(true);
    try {
      const entry = await account.repair(id);
      client.setQueryData<Health>(accountKeys.health, (health) =>
        health && { ...health, numbers: health.numbers.map((held) => (held.id === id ? entry : held)) },
      );
      if (entry.healthy) notify.success(`${formatPhone(number)} is set up right`);
      else notify.words(`${formatPhone(number)} still has a problem: ${entry.problems[0]?.sentence ?? "look at it again"}`);
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 404) {
        notify.words(`${formatPhone(number)} was never bought. It was taken off the list, and nothing was charged.`);
        await refresh(accountKeys.health);
      } else {
        notify.words(`Couldn't repair ${formatPhone(number)}: ${numberSentence(error)}`, { retry: () => void repair() });
      }
    } finally {
      setRepairing(false);
    }
    await refresh(accountKeys.numbers, keys.me);
  };
  return { isRepairing, repair };
}
