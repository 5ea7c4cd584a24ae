import { Navigate, Route, Routes } from "react-router";
import { BuyPage } from "@/settings/numbers/buy-page";
import { ImportPage } from "@/settings/numbers/import-page";
import { NumberPage } from "@/settings/numbers/number-page";
import { NumbersPage } from "@/settings/numbers/numbers-page";

/** Everything below `/settings/numbers`. */
export default function NumbersPages() {
  return (
    <Routes>
      <Route index element={<NumbersPage />} />
      <Route path="new" element={<BuyPage />} />
      <Route path="import" element={<ImportPage />} />
      <Route path=":id" element={<NumberPage />} />
      <Route path="*" element={<Navigate to="/settings/numbers" replace />} />
    </Routes>
  );
}
