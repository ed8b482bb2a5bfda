using Mesh.Core.Diagnosis.Checks;
using Mesh.Core.Diagnosis.Explaining;
using Mesh.Core.Diagnosis.Xds.Causes;
using Mesh.Core.Findings;

namespace Mesh.Core.Diagnosis.Xds.Tokens;

/// <summary>Decides between the causes of status 16: istiod's words name one, what was seen proves one, and best is where both agree.</summary>
internal static class TokenExplanation
{
    private const string RedHerring = "\"no verified chain is found\" of ClientCertAuthenticator stands in istiod's line about every proxy that comes with a token, and means nothing";

    /// <summary>The explanation, and what might have told more.</summary>
    public static (XdsExplanation Explanation, IReadOnlyList<string> NotEvaluated) Of(TokenCase known)
    {
        var judged = CauseTable.Judge(known);
        var named = known.Complaint?.Cause is { } cause ? judged.First(one => one.Cause == cause) : null;
        var (chosen, confidence) = Choose(judged, named);
        var ruledOut = judged.Where(one => one.Answer.Verdict == CheckVerdict.RuledOut && one != chosen).ToList();
        var byStatus = Exclusions.Of(Refusals.XdsBranch.Unauthenticated);
        var nor = ruledOut.Count == 0 ? null : $"nor, by what was seen: {string.Join("; ", ruledOut.Select(one => $"{one.Kind.Code} ({one.Answer.Says})"))}";
        var finding = (chosen?.Kind ?? XdsFindings.Unauthenticated).On(known.Refusal.Subject,
            EvidenceText.Of(Decisive(known, chosen), [Said(known), Reviews(known, chosen), .. Besides(judged, chosen), known.Beside, known.Complaint?.HasRedHerring == true ? RedHerring : null], byStatus, nor));
        string[] rulesOut = [.. byStatus, .. ruledOut.Select(one => $"{one.Kind.Title} ({one.Kind.Code}): {one.Answer.Says}")];
        var open = confidence == Confidence.Proven ? [] : judged.Where(one => one.Answer.Verdict == CheckVerdict.NotEvaluated).Select(one => $"{known.Refusal.Subject}: {one.Kind.Title} ({one.Kind.Code}): {one.Answer.Says}").ToList();
        return (new(finding, confidence, rulesOut) { Namespace = known.Refusal.Namespace, Pod = known.Refusal.Pod }, open);
    }

    private static (JudgedCause? Cause, Confidence Confidence) Choose(IReadOnlyList<JudgedCause> judged, JudgedCause? named)
    {
        var proved = judged.FirstOrDefault(one => one.Answer.Verdict == CheckVerdict.Confirmed);
        return named?.Answer.Verdict switch
        {
            CheckVerdict.Confirmed => (named, Confidence.Proven),
            CheckVerdict.NotEvaluated => (named, Confidence.Likely),
            // istiod's line is of before, or of another client; what is seen now counts more.
            CheckVerdict.RuledOut => proved is not null ? (proved, Confidence.Likely) : (named, Confidence.Possible),
            _ => proved is not null ? (proved, Confidence.Proven) : (null, Confidence.Possible),
        };
    }

    private static string Decisive(TokenCase known, JudgedCause? chosen) => chosen is null
        ? $"status 16, and no cause was proved; the proxy says {known.Refusal.Says}"
        : chosen.Answer.Verdict switch
        {
            CheckVerdict.Confirmed => chosen.Answer.Says,
            CheckVerdict.RuledOut => $"istiod says so, and it is not so any more: {chosen.Answer.Says}; restart the pod, or look again",
            _ => $"istiod says so: {known.Complaint!.Words}",
        };

    private static string Said(TokenCase known) =>
        $"the proxy says {known.Refusal.Says}\n{(known.Complaint is { } complaint ? $"{complaint.Istiod} says of {complaint.Address}: {complaint.Words} (found {known.ComplaintFound})" : known.ComplaintFound)}";

    // Whoever has a token of another cluster has one of another account too.
    private static IEnumerable<string> Besides(IReadOnlyList<JudgedCause> judged, JudgedCause? chosen) =>
        judged.Where(one => one.Answer.Verdict == CheckVerdict.Confirmed && one != chosen && (one.Cause != XdsCause.Recreated || chosen?.Cause is not (XdsCause.ForeignKeys or XdsCause.ForeignToken)))
            .Select(one => $"besides, {one.Kind.Code}: {one.Answer.Says}");

    private static string? Reviews(TokenCase known, JudgedCause? chosen) => (known.Mounted.Value?.Verdict?.Accepted, known.Fresh.Value?.Verdict?.Accepted) switch
    {
        (null, null) => null,
        (false, true) => $"the API server accepts a fresh token of the same account, and not the one in the pod, which is {known.Mounted.Value!.Says}: a matter of this pod, {(chosen?.Cause is XdsCause.WrongAudience or XdsCause.ForeignToken ? "which a restart cures only with another volume" : "which a restart cures")}",
        (false, false) => $"the API server accepts neither the pod's token, which is {known.Mounted.Value!.Says}, nor a fresh one, which is {known.Fresh.Value!.Says}: no matter of this pod alone, and a restart cures nothing",
        (true, true) => "the API server accepts the pod's token and a fresh one: it is what istiod asks, or whom",
        _ => $"the API server on the pod's token: {known.Mounted.Value?.Says ?? known.Mounted.Unseen}; on a fresh one: {known.Fresh.Value?.Says ?? known.Fresh.Unseen}",
    };
}
