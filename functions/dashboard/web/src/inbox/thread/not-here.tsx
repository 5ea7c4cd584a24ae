import { Eraser } from "lucide-react";
import { useEffect, useRef } from "react";
import { Link, useParams } from "react-router";
import { BUTTON_LINK } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { isFocusLost } from "@/ui/return-focus";

/** In place of a conversation that was erased, or that the hub does not have. */
export function NotHere({ isErased }: { isErased: boolean }) {
  const { tab } = useParams();
  const link = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    // Whoever wrote or read in the thread stands nowhere now.
    if (isFocusLost()) link.current?.focus();
  }, []);
  return (
    <div role="alert" className="flex-1">
      <Empty
        icon={Eraser}
        title={isErased ? "This conversation was erased" : "This conversation isn't here"}
        words={
          isErased
            ? "An owner erased this customer with everything they left. If they write again, a new conversation begins."
            : "Its customer may have been erased, or the address is not right."
        }
        action={
          <Link ref={link} to={`/inbox/${tab}`} className={BUTTON_LINK}>
            Back to the inbox
          </Link>
        }
      />
    </div>
  );
}
