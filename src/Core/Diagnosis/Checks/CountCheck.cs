using System.Globalization;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Diagnosis.Checks;

/// <summary>Whether there are at least so many of an object.</summary>
internal sealed class CountCheck : ICauseCheck
{
    /// <inheritdoc/>
    public string Name => "count";

    /// <inheritdoc/>
    public IReadOnlyList<string> Parameters => ["kind", "atLeast", "name?", "namespace?", "selector?"];

    /// <inheritdoc/>
    public CheckAnswer Ask(CheckQuestion question)
    {
        var scope = new CheckScope(question);
        return scope.Objects(out var why) is not { } found ? CheckAnswer.NotEvaluated(why)
            : CheckAnswer.Of(
                int.TryParse(question.Arguments.One("atLeast"), CultureInfo.InvariantCulture, out var least) && found.Count >= least,
                $"there {(found.Count == 1 ? "is" : "are")} {found.Count} {scope.Described}{(found.Count == 0 ? "" : $": {string.Join(", ", found.Take(3).Select(item => item.Name()))}")}");
    }
}
