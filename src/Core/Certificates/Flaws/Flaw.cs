using Mesh.Core.Findings;

namespace Mesh.Core.Certificates.Flaws;

/// <summary>Something wrong with a CA, before it is known what the verifiers make of it.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="File">The file it stands in; empty where it is about no file in particular.</param>
/// <param name="Line">The line in it, from 1, if any.</param>
/// <param name="Seen">What was seen, in one line.</param>
internal sealed record Flaw(FindingKind Kind, string File, int? Line, string Seen);
