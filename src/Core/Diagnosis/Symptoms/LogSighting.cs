namespace Mesh.Core.Diagnosis.Symptoms;

/// <summary>A message in a log while it is being read: what comes after it is still to come, and it may come again.</summary>
internal sealed class LogSighting(LogMessage message, int line, IReadOnlyList<NearLine> before, IReadOnlyList<NearLine> after)
{
    public int Line => line;

    public int Count { get; set; } = 1;

    public Symptom ToSymptom(string subject) =>
        new(message.Place, subject, message.Text) { Line = line, Count = Count, Namespace = message.Namespace, Near = [.. before, .. after] };
}
