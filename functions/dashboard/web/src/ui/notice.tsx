import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { classes } from "@/ui/classes";

const TONES = {
  info: { icon: Info, look: "bg-accent-soft text-ink" },
  success: { icon: CircleCheck, look: "bg-success-soft text-success" },
  warning: { icon: TriangleAlert, look: "bg-warning-soft text-warning" },
  danger: { icon: CircleAlert, look: "bg-danger-soft text-danger" },
} as const;

interface Props {
  tone?: keyof typeof TONES;
  /** `alert` is read out at once. */
  role?: "note" | "alert" | "status";
  children: ReactNode;
}

/** Words that belong to what is around them. */
export function Notice({ tone = "info", role = "note", children }: Props) {
  const { icon: Icon, look } = TONES[tone];
  return (
    <div role={role} className={classes("flex items-start gap-2 rounded-md px-3 py-2 text-sm", look)}>
      <Icon aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0 flex-1">{children}</div>
    </div>
  );
}
