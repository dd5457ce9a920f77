/** The status of a DaemonSet all of whose pods run and are ready. */
export function daemonSetStatus(wanted: number) {
  return {
    currentNumberScheduled: wanted,
    desiredNumberScheduled: wanted,
    numberAvailable: wanted,
    numberMisscheduled: 0,
    numberReady: wanted,
    observedGeneration: 1,
    updatedNumberScheduled: wanted,
  };
}
