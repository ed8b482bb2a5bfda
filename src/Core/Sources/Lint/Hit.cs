using Mesh.Core.Findings;

namespace Mesh.Core.Sources.Lint;

/// <summary>What a rule found.</summary>
/// <param name="Kind">Which kind.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="LastLine">The last line of the command it is about; a remark there accepts it too.</param>
/// <param name="Evidence">What is written there, or what is wrong with it.</param>
/// <param name="Instead">The typed target that takes its place; null for what the kind says.</param>
internal sealed record Hit(FindingKind Kind, int Line, int LastLine, string Evidence, string? Instead = null);
