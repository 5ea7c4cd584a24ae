import type { FoundMessage } from "@/api/types";
import { partsOf } from "@/inbox/search/excerpt-parts";

/** A part of a text with the words that were met marked. */
export const Excerpt = ({ excerpt }: { excerpt: FoundMessage["excerpt"] }) =>
  partsOf(excerpt).map(({ text, isMatch }, index) =>
    isMatch ? (
      <mark key={index} className="rounded-sm bg-warning-soft font-semibold text-ink">
        {text}
      </mark>
    ) : (
      <span key={index}>{text}</span>
    ),
  );
