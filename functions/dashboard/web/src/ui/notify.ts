import { sentenceOf } from "@/api/problem";

const toasts = () => import("@/ui/toasts");

interface ProblemOptions {
  retry?: () => void;
  /** Names the toast, so that it can be taken back once the problem is dealt with. */
  id?: string;
}

/** Short words at the edge of the screen: success for 2 s, a problem for 8 s with a way on. */
export const notify = {
  success(words: string): void {
    void toasts().then(({ toast }) => toast.success(words, { duration: 2_000 }));
  },

  problem(what: string, error: unknown, retry?: () => void): void {
    notify.words(`${what}: ${sentenceOf(error)}`, { retry });
  },

  words(words: string, { retry, id }: ProblemOptions = {}): void {
    const action = retry ? { action: { label: "Retry", onClick: retry } } : {};
    void toasts().then(({ toast }) => toast.error(words, { id, duration: 8_000, ...action }));
  },

  takeBack(id: string): void {
    void toasts().then(({ toast }) => toast.dismiss(id));
  },
};
