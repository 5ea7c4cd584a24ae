import { useState } from "react";
import { account } from "@/api/account";
import { twilioSentence } from "@/settings/integrations/credentials";
import { Section } from "@/settings/parts/page";
import { useKeepTwilio } from "@/settings/queries";
import { BusyButton } from "@/ui/busy-button";
import { Notice } from "@/ui/notice";
import { notify } from "@/ui/notify";

/** For who has no Twilio account: the hub makes one under its own. */
export function MakeSubaccount() {
  const keep = useKeepTwilio();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const make = async () => {
    setBusy(true);
    setProblem(null);
    try {
      keep(await account.makeSubaccount());
      notify.success("Your Twilio account is ready");
    } catch (error) {
      setProblem(twilioSentence(error));
      setBusy(false);
    }
  };
  return (
    <Section title="No Twilio account yet?" words="The hub makes one for you alone. Nothing to copy, ready at once.">
      {problem && (
        <Notice tone="danger" role="alert">
          {problem}
        </Notice>
      )}
      <BusyButton look="primary" isBusy={isBusy} busyWords="Making the account…" onClick={() => void make()}>
        Make an account for us
      </BusyButton>
    </Section>
  );
}
