import { Building2, Clock, Eraser, Hash, MessageCircle, MessageSquareText, Plug, ScrollText, Truck, UserRound, Users, type LucideIcon } from "lucide-react";

export interface SettingsSection {
  path: string;
  label: string;
  words: string;
  icon: LucideIcon;
}

export const SECTIONS: readonly SettingsSection[] = [
  { path: "organization", label: "Organization", words: "Name, time zone, calls and alerts", icon: Building2 },
  { path: "hours", label: "Hours", words: "Opening and quiet hours", icon: Clock },
  { path: "messages", label: "Messages", words: "Replies to STOP and HELP", icon: MessageSquareText },
  { path: "people", label: "People", words: "The team and its roles", icon: Users },
  { path: "numbers", label: "Numbers", words: "Get, set up and check numbers", icon: Hash },
  { path: "whatsapp", label: "WhatsApp", words: "Senders and templates", icon: MessageCircle },
  { path: "integrations", label: "Integrations", words: "Your Twilio account", icon: Plug },
  { path: "delivery", label: "Delivery", words: "What was not sent, and Twilio's webhooks", icon: Truck },
  { path: "audit", label: "Audit", words: "Who did what, and when", icon: ScrollText },
  { path: "erasures", label: "Erased customers", words: "Receipts of what went", icon: Eraser },
  { path: "account", label: "My account", words: "Your password", icon: UserRound },
];
