import { useState } from "react";
import { useNavigate } from "react-router";
import { account } from "@/api/account";
import type { AvailableNumber } from "@/api/account-types";
import { isProblem } from "@/api/problem";
import { formatPhone } from "@/format/phone";
import { accountKeys } from "@/live/account-events";
import { keys } from "@/live/cache";
import { numberSentence } from "@/settings/numbers/sentences";
import { useIntegrations, useRefresh } from "@/settings/queries";
import { Confirm } from "@/ui/confirm";
import { TextField } from "@/ui/field";
import { notify } from "@/ui/notify";

/** Says who pays before anything is bought. */
export function BuyConfirm({ available, onClose }: { available: AvailableNumber; onClose: () => void }) {
  const navigate = useNavigate();
  const refresh = useRefresh();
  const { data } = useIntegrations();
  const [label, setLabel] = useState("");
  const name = formatPhone(available.number);
  const whose = data?.twilio.kind === "subaccount" ? "the Twilio account that the hub made for you" : "your Twilio account";

  const buy = async () => {
    try {
      const own = await account.buyNumber(available.number, label.trim());
      await refresh(accountKeys.numbers, accountKeys.health, keys.me);
      notify.success(`${name} is yours`);
      await navigate(`/settings/numbers/${encodeURIComponent(own.id)}`);
    } catch (error) {
      if (isProblem(error, "number_taken")) void refresh(accountKeys.available);
      if (!isProblem(error, "purchase_uncertain", "carrier_answer_lost")) throw error;
      await refresh(accountKeys.numbers, keys.me);
      notify.words(numberSentence(error));
      await navigate("/settings/numbers");
    }
  };

  return (
    <Confirm
      title={`Buy ${name}?`}
      words={
        <p>
          It is charged to <strong>{whose}</strong>, at once and then every month until you release it. It is set up for texts and calls by itself.
        </p>
      }
      action={`Buy ${name}`}
      busyWords="Buying…"
      sentence={numberSentence}
      onConfirm={buy}
      onClose={onClose}
    >
      <TextField
        label="Label (optional)"
        hint="What your team calls it, such as Front desk."
        maxLength={60}
        autoComplete="off"
        value={label}
        onChange={(event) => setLabel(event.target.value)}
      />
    </Confirm>
  );
}
