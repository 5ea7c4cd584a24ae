import type { Figures } from "@/api/campaigns";
import { weekdayTime } from "@/format/time";

const [WIDTH, HEIGHT] = [600, 120];

interface Props {
  moments: Figures["moments"];
  zone: string;
}

/** Results in steps of five minutes: bars to look at, and the same in a table. */
export function DeliveryChart({ moments, zone }: Props) {
  if (moments.length === 0) return null;
  const most = Math.max(1, ...moments.map(({ delivered, failed }) => delivered + failed));
  const each = WIDTH / Math.max(moments.length, 12);
  const tall = (many: number) => (HEIGHT * many) / most;
  return (
    <figure>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true" className="h-32 w-full rounded border-b border-line">
        {moments.map(({ at, delivered, failed }, index) => (
          <g key={at}>
            <rect x={index * each + 1} width={each - 2} y={HEIGHT - tall(delivered)} height={tall(delivered)} className="fill-accent" />
            <rect x={index * each + 1} width={each - 2} y={HEIGHT - tall(delivered + failed)} height={tall(failed)} className="fill-danger" />
          </g>
        ))}
      </svg>
      <figcaption className="mt-2 flex flex-wrap gap-x-4 text-xs text-ink-soft">
        <span className="inline-flex items-center gap-1">
          <span aria-hidden="true" className="size-2.5 rounded-sm bg-accent" />
          Delivered
        </span>
        <span className="inline-flex items-center gap-1">
          <span aria-hidden="true" className="size-2.5 rounded-sm bg-danger" />
          Failed or refused
        </span>
        <span>Steps of five minutes</span>
      </figcaption>
      <details className="mt-2 text-sm">
        <summary>As a table</summary>
        <table className="mt-1 w-full text-left">
          <thead className="text-xs text-ink-soft">
            <tr>
              {["From", "Sent", "Delivered", "Failed or refused"].map((title) => (
                <th key={title} scope="col" className="py-1 pr-3 font-medium">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="divide-y divide-line" data-numeric>
            {moments.map(({ at, sent, delivered, failed }) => (
              <tr key={at}>
                <td className="py-1 pr-3">{weekdayTime(at, zone)}</td>
                <td className="py-1 pr-3">{sent}</td>
                <td className="py-1 pr-3">{delivered}</td>
                <td className="py-1">{failed}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}
