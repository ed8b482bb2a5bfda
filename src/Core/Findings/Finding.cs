namespace Mesh.Core.Findings;

/// <summary>One thing a check found.</summary>
/// <param name="Code">The code of its <see cref="FindingKind"/>, such as SRC001; its page is docs/findings/CODE.md.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Subject">What it is about: a path, <c>deployment/web in beta</c>, an image.</param>
/// <param name="Evidence">What was seen: counts or the server's message in one line; under it, where a program crashed, its last log lines.</param>
/// <param name="Cause">Why it is so, in one sentence.</param>
/// <param name="Remedy">What to do, in one sentence.</param>
/// <param name="File">The file it stands in, relative to the working directory; null where there is none.</param>
/// <param name="Line">The line in <paramref name="File"/>, from 1; null where there is none.</param>
public sealed record Finding(string Code, Severity Severity, string Subject, string Evidence, string Cause, string Remedy, string? File = null, int? Line = null)
{
    /// <summary>This finding with the cause and the remedy of a better founded one, which its evidence names.</summary>
    /// <param name="known">The better founded one; null for none.</param>
    public Finding Because(Finding? known) => known is null ? this : this with { Evidence = $"{Evidence}\n{known.Code}: {known.Evidence}", Cause = known.Cause, Remedy = known.Remedy };
}
