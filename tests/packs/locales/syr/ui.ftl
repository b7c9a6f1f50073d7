# A sample that no native speaker has reviewed.
attract-welcome = ܒܫܝܢܐ
attract-choose = ܓܒܝ ܠܫܢܐ
attract-choose-draft = ܓܒܝ ܠܫܢܐ
action-yes = ܐܝܢ
action-no = ܠܐ
home-title = ܡܢܐ ܒܥܐ ܐܢܬ؟
