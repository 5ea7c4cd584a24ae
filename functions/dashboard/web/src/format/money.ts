/** An amount with as many decimals as the prices of texts have: `$0.0166`. */
export const inMoney = (currency: string, amount: number): string =>
  new Intl.NumberFormat("en-US", { style: "currency", currency, minimumFractionDigits: 2, maximumFractionDigits: 4 }).format(amount);
