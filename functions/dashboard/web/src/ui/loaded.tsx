import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Failure } from "@/ui/failure";

interface Props<Data> {
  query: UseQueryResult<Data>;
  /** What could not be loaded, should it come to that. */
  failed: string;
  skeleton: ReactNode;
  children: (data: Data) => ReactNode;
}

/** The data once it is here, its outline until then, and the reason when it does not come. */
export function Loaded<Data>({ query, failed, skeleton, children }: Props<Data>) {
  if (query.data !== undefined) return children(query.data);
  if (query.isError) return <Failure title={failed} error={query.error} onRetry={() => void query.refetch()} />;
  return skeleton;
}

interface SkeletonProps {
  label: string;
  rows?: number;
}

/** Rows of a list or a form while it loads. */
export function RowsSkeleton({ label, rows = 4 }: SkeletonProps) {
  return (
    <div role="status" aria-label={label} className="space-y-4 py-2">
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} className="space-y-2">
          <div className="skeleton h-3.5 w-1/4" />
          <div className="skeleton h-9 w-full" />
        </div>
      ))}
    </div>
  );
}
