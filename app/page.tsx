export default function FleetPage() {
  return <main id="main">soon</main>;
}
