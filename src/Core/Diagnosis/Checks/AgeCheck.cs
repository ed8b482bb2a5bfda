using System.Globalization;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Diagnosis.Checks;

/// <summary>Whether an object is younger than some minutes, counted from the moment of the evidence.</summary>
internal sealed class AgeCheck : ICauseCheck
{
    /// <inheritdoc/>
    public string Name => "younger-than";

    /// <inheritdoc/>
    public IReadOnlyList<string> Parameters => ["minutes", "kind?", "name?", "namespace?", "selector?"];

    /// <inheritdoc/>
    public CheckAnswer Ask(CheckQuestion question)
    {
        var scope = new CheckScope(question);
        if (scope.Objects(out var why) is not { Count: > 0 } found || found.Max(item => item.Created()) is not { } youngest)
        {
            return CheckAnswer.NotEvaluated(why.Length > 0 ? why : $"there is no {scope.Described}");
        }

        var age = question.Evidence.TakenAt - youngest;
        var limit = int.TryParse(question.Arguments.One("minutes"), CultureInfo.InvariantCulture, out var minutes) ? minutes : 0;
        return CheckAnswer.Of(age < TimeSpan.FromMinutes(limit), string.Create(CultureInfo.InvariantCulture, $"{scope.Described} is {(age.TotalMinutes < 120 ? $"{age.TotalMinutes:0} minutes" : $"{age.TotalHours:0} hours")} old"));
    }
}
