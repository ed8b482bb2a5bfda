namespace Mesh.Core.Diagnosis.Symptoms;

/// <summary>A message in a line of a log.</summary>
/// <param name="Place">Where it comes from, as far as its form tells.</param>
/// <param name="Text">The message.</param>
/// <param name="Namespace">The namespace it is about, where its line names one.</param>
internal sealed record LogMessage(SymptomPlace Place, string Text, string? Namespace = null)
{
    /// <summary>The message in a line; null where it only speaks of one: a command, a comment, a test that has passed.</summary>
    /// <param name="line">The line.</param>
    /// <param name="context">What stands around it.</param>
    /// <param name="printed">What a line is that is none of the forms that are known.</param>
    public static LogMessage? Of(string line, LogContext context, SymptomPlace printed)
    {
        var text = LogText.Of(line);
        if (Hearsay.Is(text))
        {
            return null;
        }

        if (Describe.Warning(text) is { } warning)
        {
            return new(SymptomPlace.Event, LogText.Unescape(warning));
        }

        if (context.State is { } state && Describe.Reason(line) is { } reason)
        {
            return new(state == "Terminated" ? SymptomPlace.ContainerTerminated : SymptomPlace.ContainerWaiting, reason);
        }

        if (Describe.Pod(text) is { Status: var status, Namespace: var ns })
        {
            return new(status is "OOMKilled" or "Error" or "ContainerCannotRun" ? SymptomPlace.ContainerTerminated : SymptomPlace.ContainerWaiting, status, ns);
        }

        return Describe.IsPendingService(text) ? new(SymptomPlace.ServiceStatus, "<pending>")
            : AccessLine.Is(text) ? new(SymptomPlace.AccessLog, text)
            : new(printed, text);
    }
}
