/** Entry point of the relay process. Everything but the signal handlers is loaded after they work. */
import { handleSignals } from '@hourglass/telemetry/process'

const onStop = handleSignals()
const { serve } = await import('./serve.ts')
await serve(onStop)
