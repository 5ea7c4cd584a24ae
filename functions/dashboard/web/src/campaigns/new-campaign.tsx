import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useNavigate } from "react-router";
import { campaigns, type Campaign, type Check } from "@/api/campaigns";
import { sentenceOf } from "@/api/problem";
import type { WallTime } from "@/api/schedule";
import { AudienceStep, emptyAudience, type Audience } from "@/campaigns/audience-step";
import { CampaignsFrame } from "@/campaigns/campaigns-frame";
import { CheckStep } from "@/campaigns/check-step";
import { gather } from "@/campaigns/gather";
import { emptyText, TextStep, type CampaignText } from "@/campaigns/text-step";
import { CAMPAIGNS } from "@/live/campaign-events";
import { useWorkspace } from "@/live/workspace";
import { classes } from "@/ui/classes";
import { Notice } from "@/ui/notice";
import { notify } from "@/ui/notify";

const STEPS = ["Message", "Recipients", "Check and start"] as const;

interface Draft {
  campaign: Campaign;
  check: Check;
}

/** A campaign in three steps: what it says, to whom, and what will happen. */
export function NewCampaign() {
  const navigate = useNavigate();
  const client = useQueryClient();
  const { me } = useWorkspace();
  const [step, setStep] = useState(0);
  const [text, setText] = useState<CampaignText>(() => emptyText(me.numbers[0]?.number ?? ""));
  const [audience, setAudience] = useState<Audience>(emptyAudience);
  const [draft, setDraft] = useState<Draft | null>(null);

  const discard = async () => {
    if (draft) await campaigns.act(draft.campaign.id, "cancel").catch(() => undefined);
    setDraft(null);
  };
  const check = useMutation({
    mutationFn: async (): Promise<Draft> => {
      await discard();
      const { name, from, body, templateId, optOutFooter } = text;
      const campaign = await campaigns.create({ name, from, body, optOutFooter, ...(templateId ? { templateId } : {}) });
      try {
        await gather(campaign.id, audience);
        return { campaign, check: await campaigns.check(campaign.id) };
      } catch (error) {
        // What was begun is thrown away, or it would stand in the list as a draft.
        await campaigns.act(campaign.id, "cancel").catch(() => undefined);
        throw error;
      }
    },
    onSuccess: (made) => {
      setDraft(made);
      setStep(2);
    },
  });
  const start = useMutation({
    mutationFn: (startAt: WallTime | null) => campaigns.start(draft?.campaign.id ?? "", startAt),
    onSuccess: async (started) => {
      notify.success(started.state === "scheduled" ? "The campaign is scheduled" : "The campaign has started");
      await client.invalidateQueries({ queryKey: CAMPAIGNS });
      void navigate(`/campaigns/${encodeURIComponent(started.id)}`, { replace: true });
    },
  });

  const problem = step === 1 ? check.error : step === 2 ? start.error : null;
  return (
    <CampaignsFrame title="New campaign" back="/campaigns">
      <ol aria-label="Steps" className="flex flex-wrap gap-x-4 gap-y-1 text-sm">
        {STEPS.map((label, index) => (
          <li key={label} aria-current={index === step ? "step" : undefined} className={classes(index === step ? "font-semibold text-accent-text" : "text-ink-soft")}>
            {`${index + 1}. ${label}`}
          </li>
        ))}
      </ol>
      {step === 0 && (
        <TextStep
          text={text}
          onNext={(next) => {
            setText(next);
            setStep(1);
          }}
        />
      )}
      {step === 1 && (
        <AudienceStep
          audience={audience}
          body={text.body}
          isBusy={check.isPending}
          onChange={setAudience}
          onBack={() => setStep(0)}
          onNext={() => check.mutate()}
        />
      )}
      {step === 2 && draft && (
        <CheckStep
          check={draft.check}
          isBusy={start.isPending}
          onBack={() => {
            void discard();
            setStep(1);
          }}
          onStart={(startAt) => start.mutate(startAt)}
        />
      )}
      {problem && (
        <Notice tone="danger" role="alert">
          {sentenceOf(problem)}
        </Notice>
      )}
    </CampaignsFrame>
  );
}
