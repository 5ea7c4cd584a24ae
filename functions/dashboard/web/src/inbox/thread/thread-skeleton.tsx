import { classes } from "@/ui/classes";

const WIDTHS = ["w-1/2", "w-1/3", "w-2/5", "w-3/5", "w-1/4", "w-2/5"];

export function ThreadSkeleton() {
  return (
    <div role="status" aria-label="Loading messages" className="flex min-h-0 flex-1 flex-col justify-end gap-3 overflow-hidden p-4">
      {WIDTHS.map((width, index) => (
        <div key={index} className={classes("skeleton h-10 rounded-2xl", width, index % 3 === 1 && "self-end")} />
      ))}
    </div>
  );
}
