import { CloudOff } from "lucide-react";
import { sentenceOf } from "@/api/problem";
import { Button } from "@/ui/button";

interface Props {
  title: string;
  error: unknown;
  onRetry: () => void;
}

/** A pane that could not load, with the reason and a way to try again. */
export function Failure({ title, error, onRetry }: Props) {
  return (
    <div role="alert" className="flex h-full flex-col items-center justify-center gap-2 p-8 text-center">
      <CloudOff aria-hidden="true" className="mb-1 size-7 text-ink-soft" />
      <p className="font-semibold">{title}</p>
      <p className="max-w-72 text-sm text-ink-soft">{sentenceOf(error)}</p>
      <Button className="mt-3" onClick={onRetry}>
        Retry
      </Button>
    </div>
  );
}
