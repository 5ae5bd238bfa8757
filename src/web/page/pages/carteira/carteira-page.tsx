export function CarteiraPage() {
  return <h1>Carteira</h1>;
}
