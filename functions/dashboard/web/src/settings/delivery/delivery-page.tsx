import { Truck } from "lucide-react";
import { useWorkspace } from "@/live/workspace";
import { DeadLetters } from "@/settings/delivery/dead-letters";
import { Webhooks } from "@/settings/delivery/webhooks";
import { Section, SettingsPage } from "@/settings/parts/page";
import { Empty } from "@/ui/empty";

/** What could not be sent, and what the carrier told the hub. For owners: it names numbers of customers. */
export default function DeliveryPage() {
  const { isOwner } = useWorkspace();
  if (!isOwner) {
    return (
      <SettingsPage title="Delivery">
        <div className="flex-1">
          <Empty
            icon={Truck}
            title="Only owners see the deliveries"
            words="A text that was not sent says so in its conversation. Ask an owner if you need to know more."
          />
        </div>
      </SettingsPage>
    );
  }
  return (
    <SettingsPage title="Delivery" isWide>
      <Section title="Not sent" words="Texts that something on our side kept from being sent. Nothing of them reached the customer.">
        <DeadLetters />
      </Section>
      <Section title="Webhooks" words="What Twilio told the hub in the last 30 days, and what became of it. The contents are kept encrypted.">
        <Webhooks />
      </Section>
    </SettingsPage>
  );
}
